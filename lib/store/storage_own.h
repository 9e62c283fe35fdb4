/*
 * storage_own.h - the storages that the library itself gives to programs
 */
#ifndef STORAGE_OWN_H
#define STORAGE_OWN_H

#include "lanyard.h"

struct storage_own {
	struct lanyard_storage storage; /* first: a program has its address */
	void (*free)(struct storage_own *own);
};

#endif
